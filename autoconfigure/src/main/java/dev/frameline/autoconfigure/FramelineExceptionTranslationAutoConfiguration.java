package dev.frameline.autoconfigure;

import dev.frameline.autoconfigure.jdbc.SqliteExceptionTranslator;
import dev.frameline.node.Node;
import org.mybatis.spring.MyBatisExceptionTranslator;
import org.mybatis.spring.SqlSessionTemplate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.jooq.autoconfigure.ExceptionTranslatorExecuteListener;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.jdbc.support.SQLExceptionTranslator;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;

/**
 * {@link AutoConfiguration Auto-configuration} that gives the errors of SQLite and of replication Spring's types,
 * whichever library meets them. Boot gives a {@link SQLExceptionTranslator} bean to its {@code JdbcTemplate} only.
 */
@AutoConfiguration(after = FramelineDataSourceAutoConfiguration.class,
		beforeName = "org.springframework.boot.jooq.autoconfigure.JooqAutoConfiguration")
@ConditionalOnBean(Node.class)
public final class FramelineExceptionTranslationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	SQLExceptionTranslator sqlExceptionTranslator() {
		return new SqliteExceptionTranslator();
	}

	/** Errors of a commit pass through the transaction manager. */
	@Bean
	@ConditionalOnMissingBean(name = "framelineTransactionManagerCustomizer")
	TransactionManagerCustomizer<JdbcTransactionManager> framelineTransactionManagerCustomizer(
			ObjectProvider<SQLExceptionTranslator> translator) {
		return (transactionManager) -> translator.ifUnique(transactionManager::setExceptionTranslator);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(value = HibernateJpaVendorAdapter.class, name = "org.hibernate.SessionFactory")
	static class HibernateConfiguration {

		/** Hibernate keeps the {@code SQLException} and gives it no meaning. */
		@Bean
		static BeanPostProcessor framelineHibernateExceptionTranslation(
				ObjectProvider<SQLExceptionTranslator> translator) {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					if (bean instanceof HibernateJpaVendorAdapter adapter) {
						translator.ifUnique(adapter.getJpaDialect()::setJdbcExceptionTranslator);
					}
					return bean;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(value = ExceptionTranslatorExecuteListener.class, name = "org.jooq.DSLContext")
	static class JooqConfiguration {

		@Bean
		@ConditionalOnMissingBean
		ExceptionTranslatorExecuteListener framelineJooqExceptionTranslator(SQLExceptionTranslator translator) {
			return ExceptionTranslatorExecuteListener.of((context) -> translator);
		}

	}

	/** MyBatis translates by tables of error codes, and there is none for SQLite. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SqlSessionTemplate.class)
	static class MybatisConfiguration {

		@Bean
		static BeanPostProcessor framelineMybatisExceptionTranslation(
				ObjectProvider<SQLExceptionTranslator> translator) {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					return (bean instanceof SqlSessionTemplate template && translatesByCodes(template))
							? translating(template, translator.getObject()) : bean;
				}

			};
		}

		private static boolean translatesByCodes(SqlSessionTemplate template) {
			return template.getPersistenceExceptionTranslator() instanceof MyBatisExceptionTranslator;
		}

		private static SqlSessionTemplate translating(SqlSessionTemplate template, SQLExceptionTranslator translator) {
			return new SqlSessionTemplate(template.getSqlSessionFactory(), template.getExecutorType(),
					new MyBatisExceptionTranslator(() -> translator, true));
		}

	}

}
